-- How many files crashed their copiers lately is asked with every such letter.
create index dead_letters_crashed on dead_letters (received_at) where kind = 'crashed';
