import { escapeUnseen } from "@s3mirror/core/object-key";
import { classNames } from "./class-names.ts";

type Piece = { text: string; isEscape: boolean };

/** So much of its end stays in sight of a key that is cut: what tells one file from the next is there. */
const TAIL_CHARACTERS = 20;

/**
 * An S3 key (or a bucket, an ETag: any text from outside) that cannot do anything: what one cannot see is written as a
 * marked escape, every space is kept, and its direction never leaks into the words around it. `short` cuts it in the
 * middle to fit one line.
 */
export function ObjectKey({ value, className, short }: { value: string; className?: string; short?: boolean }) {
  const font = "font-mono text-[0.8125rem]";
  if (!short) {
    return (
      <bdi dir="ltr" className={classNames(font, "whitespace-pre-wrap [overflow-wrap:anywhere]", className)}>
        <Pieces value={value} />
      </bdi>
    );
  }
  const characters = [...value];
  const cut = characters.length > 2 * TAIL_CHARACTERS ? characters.length - TAIL_CHARACTERS : characters.length;
  return (
    <bdi
      dir="ltr"
      title={escapeUnseen(value)}
      className={classNames(font, "flex max-w-full min-w-0 whitespace-pre", className)}
    >
      <span className="overflow-hidden text-ellipsis">
        <Pieces value={characters.slice(0, cut).join("")} />
      </span>
      {cut < characters.length && (
        <span className="shrink-0">
          <Pieces value={characters.slice(cut).join("")} />
        </span>
      )}
    </bdi>
  );
}

function Pieces({ value }: { value: string }) {
  return toPieces(value).map(({ text, isEscape }, index) =>
    isEscape ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other name.
      <span key={index} className="rounded-sm bg-warn-soft px-0.5 text-warn" title="A character one cannot see">
        {text}
      </span>
    ) : (
      text
    ),
  );
}

function toPieces(value: string): Piece[] {
  const pieces: Piece[] = [];
  for (const character of value) {
    const text = escapeUnseen(character);
    const isEscape = text !== character;
    const last = pieces.at(-1);
    if (last?.isEscape === isEscape) last.text += text;
    else pieces.push({ text, isEscape });
  }
  return pieces;
}
