import { escapeUnseen } from "@s3mirror/core/object-key";
import { classNames } from "./class-names.ts";

type Piece = { text: string; isEscape: boolean };

/**
 * An S3 key (or a bucket, an ETag: any text from outside) that cannot do anything: what one cannot see is written as a
 * marked escape, and its direction never leaks into the words around it. `short` keeps the end in sight on one line.
 */
export function ObjectKey({ value, className, short }: { value: string; className?: string; short?: boolean }) {
  const pieces = toPieces(value);
  return (
    <bdi
      dir="ltr"
      title={short ? escapeUnseen(value) : undefined}
      className={classNames(
        "font-mono text-[0.8125rem]",
        short ? "block max-w-full truncate" : "[overflow-wrap:anywhere]",
        className,
      )}
    >
      {pieces.map(({ text, isEscape }, index) =>
        isEscape ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other name.
          <span key={index} className="rounded-sm bg-warn-soft px-0.5 text-warn" title="A character one cannot see">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
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
