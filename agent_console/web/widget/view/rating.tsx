import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Ui } from "./ui";

/** Mouths from sad to glad; drawn, for not every system has the emoji. */
const MOUTHS = [
  "M7.5 17c1-2.2 2.6-3.2 4.5-3.2s3.5 1 4.5 3.2",
  "M8 16.3c1-1.2 2.4-1.8 4-1.8s3 .6 4 1.8",
  "M8 15.5h8",
  "M8 14.5c1 1.2 2.4 1.8 4 1.8s3-.6 4-1.8",
  "M7.5 13.8c1 2.4 2.6 3.4 4.5 3.4s3.5-1 4.5-3.4Z",
] as const;
const SCORES = [1, 2, 3, 4, 5] as const;

/** After the end: how was it, from 1 to 5. */
export function Rating({ ui, rated }: { ui: Ui; rated: boolean }): VNode {
  const { tongue, talk } = ui;
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const [given, setGiven] = useState(false);
  if (rated || given) {
    return (
      <p class="event" data-testid="widget-rated">
        {tongue.say("rate_thanks")} {tongue.say("finished")}
      </p>
    );
  }
  return (
    <form
      class="card"
      data-testid="widget-rate"
      onSubmit={(event) => {
        event.preventDefault();
        if (score === 0) return;
        talk.rate(score, comment.trim());
        setGiven(true);
      }}
    >
      <fieldset class="faces">
        <legend>{tongue.say("rate_ask")}</legend>
        {SCORES.map((value, index) => (
          <label
            key={value}
            class={score === value ? "chosen" : ""}
            title={tongue.say(`rate_${value}`)}
          >
            <input
              type="radio"
              name="score"
              value={value}
              checked={score === value}
              data-testid={`widget-rate-${String(value)}`}
              aria-label={tongue.say(`rate_${value}`)}
              onChange={() => {
                setScore(value);
              }}
            />
            <Face mouth={MOUTHS[index] ?? ""} />
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <p class="chosen-word">{tongue.say(`rate_${score as 1 | 2 | 3 | 4 | 5}`)}</p>
          <textarea
            rows={2}
            aria-label={tongue.say("rate_comment")}
            placeholder={tongue.say("rate_comment")}
            value={comment}
            maxLength={2000}
            onInput={(event) => {
              setComment(event.currentTarget.value);
            }}
          />
          <button type="submit" class="main" data-testid="widget-rate-send">
            {tongue.say("rate_send")}
          </button>
        </>
      )}
    </form>
  );
}

function Face({ mouth }: { mouth: string }): VNode {
  return (
    <svg class="face" viewBox="0 0 24 24" width="34" height="34" aria-hidden="true">
      <circle cx="12" cy="12" r="9.5" />
      <path d={`M9 9.5v.4M15 9.5v.4${mouth}`} />
    </svg>
  );
}
