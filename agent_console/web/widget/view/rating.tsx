import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Ui } from "./ui";

const FACES = ["😞", "🙁", "😐", "🙂", "😀"] as const;
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
            <span aria-hidden="true">{FACES[index]}</span>
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
