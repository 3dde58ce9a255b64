import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Ui } from "./ui";

type Stage = { kind: "asking" | "sending" } | { kind: "sent"; email: string } | Failed;
interface Failed {
  kind: "failed";
  reason: string;
}

/** Asks where the transcript should go, and tells what came of it. */
export function TranscriptQuestion({ ui, done }: { ui: Ui; done: () => void }): VNode {
  const { tongue, talk } = ui;
  const [email, setEmail] = useState("");
  const [stage, setStage] = useState<Stage>({ kind: "asking" });
  if (stage.kind === "sent") {
    return (
      <div class="question" role="status" data-testid="widget-transcript-sent">
        <span dir="auto">{tongue.say("transcript_sent", { email: stage.email })}</span>
        <button type="button" class="second" autoFocus onClick={done}>
          {tongue.say("close_note")}
        </button>
      </div>
    );
  }
  return (
    <form
      class="question"
      aria-labelledby="parley-transcript"
      data-testid="widget-transcript-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setStage({ kind: "sending" });
        talk.transcript(email.trim(), tongue.language).then(
          (to) => {
            setStage({ kind: "sent", email: to });
          },
          (error: unknown) => {
            const reason = error instanceof Error ? error.message : "";
            setStage({ kind: "failed", reason });
          },
        );
      }}
    >
      <label id="parley-transcript" for="parley-transcript-email">
        {tongue.say("transcript_ask")}
      </label>
      <input
        id="parley-transcript-email"
        type="email"
        autoComplete="email"
        dir="ltr"
        maxLength={254}
        placeholder={tongue.say("email")}
        value={email}
        autoFocus
        onInput={(event) => {
          setEmail(event.currentTarget.value);
        }}
      />
      {stage.kind === "failed" && (
        <p class="error" role="alert">
          {tongue.say("transcript_failed", { reason: stage.reason })}
        </p>
      )}
      <button type="submit" class="main" disabled={stage.kind === "sending"}>
        {tongue.say("transcript_send")}
      </button>
      <button type="button" class="second" onClick={done}>
        {tongue.say("cancel")}
      </button>
    </form>
  );
}
