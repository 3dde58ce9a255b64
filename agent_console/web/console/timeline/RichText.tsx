import { Fragment } from "react";
import css from "./Timeline.module.css";

const PARTS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])|(@[\p{L}\p{N}._-]+(?: \p{Lu}[\p{L}.-]+)?)/gu;

/** Plain text whose web addresses can be followed; in notes @mentions stand out. Never markup. */
export function RichText({ text, mentions }: { text: string; mentions: boolean }) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(PARTS)) {
    const [part, link, mention] = match;
    if (mention && !mentions) continue;
    nodes.push(<Fragment key={match.index}>{text.slice(at, match.index)}</Fragment>);
    nodes.push(link
      ? <a key={`l${match.index}`} href={link} target="_blank" rel="noreferrer noopener nofollow">{link}</a>
      : <span key={`m${match.index}`} className={css.mention}>{part}</span>);
    at = match.index + part.length;
  }
  return <>{nodes}{text.slice(at)}</>;
}
