import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Attachment } from "../core/protocol";
import type { MessageRow } from "../core/rows";
import { linkify } from "../core/linkify";
import { Paper } from "./icons";
import { TickMark } from "./ticks";
import type { Ui } from "./ui";

/** Shown inline. Never SVG: it can carry scripts. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

export function Message({ ui, row }: { ui: Ui; row: MessageRow }): VNode {
  const { tongue, talk } = ui;
  const { id } = row;
  const classes = ["row", row.mine ? "mine" : "theirs", row.continued ? "continued" : ""];
  return (
    <div
      class={classes.filter(Boolean).join(" ")}
      data-testid="widget-message"
      data-seq={row.seq ?? undefined}
      data-direction={row.mine ? "in" : "out"}
      data-state={row.tick ?? undefined}
    >
      {row.continued || row.mine ? (
        <span class="unseen">{row.mine ? tongue.say("you") : row.author}: </span>
      ) : (
        <span class="author">{row.author}</span>
      )}
      {row.text && (
        <p class="bubble" dir="auto">
          {linkify(row.text).map(({ text, href }) =>
            href ? (
              <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </p>
      )}
      {row.attachments.map((attachment) => (
        <File key={attachment.id} ui={ui} attachment={attachment} />
      ))}
      <span class="foot">
        <time dateTime={row.at.toISOString()}>{tongue.clock(row.at)}</time>
        {row.tick && <TickMark tick={row.tick} tongue={tongue} />}
      </span>
      {row.tick === "failed" && id && (
        <div class="refused" role="alert">
          <span>{tongue.say("failed", { reason: row.reason })}</span>
          <button
            type="button"
            onClick={() => {
              talk.retry(id);
            }}
          >
            {tongue.say("again")}
          </button>
          <button
            type="button"
            onClick={() => {
              talk.discard(id);
            }}
          >
            {tongue.say("discard")}
          </button>
        </div>
      )}
    </div>
  );
}

function File({ ui, attachment }: { ui: Ui; attachment: Attachment }): VNode {
  const { tongue } = ui;
  // A site's img-src may forbid our host, or the signed address may have run out: then a link.
  const [broken, setBroken] = useState(false);
  const { name, size, content_type: type } = attachment;
  const url = ui.address(attachment.url);
  const picture = PICTURES.has(type) && !broken;
  return (
    <a
      class={picture ? "picture" : "file"}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={tongue.say("download", { name, size: tongue.size(size) })}
    >
      {picture ? (
        <img
          src={url}
          alt={tongue.say("image", { name })}
          loading="lazy"
          onError={() => {
            setBroken(true);
          }}
        />
      ) : (
        <>
          <Paper />
          <span>
            <b dir="auto">{name}</b>
            <small>{tongue.size(size)}</small>
          </span>
        </>
      )}
    </a>
  );
}
