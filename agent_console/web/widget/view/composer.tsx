import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Typing } from "../core/typing";
import { Emojis } from "./emojis";
import { Clip, Cross, Plane, Smile } from "./icons";
import { MAX_TEXT } from "../core/protocol";
import type { Ui } from "./ui";
import { useUploads, type Parcel } from "./uploads";

const MAX_HEIGHT_PX = 132;

/** Where the visitor writes: text, emoji, files by button, paste and drop. */
export function Composer({ ui, live }: { ui: Ui; live: boolean }): VNode {
  const { talk, tongue, storage } = ui;
  const [text, setText] = useState(storage.getItem("draft") ?? "");
  const [picking, setPicking] = useState(false);
  const [dropping, setDropping] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const { parcels, errors, add, remove, take } = useUploads(ui, live);
  const typing = useMemo(
    () =>
      new Typing(
        (on) => {
          talk.write(on);
        },
        () => Date.now(),
        (run, after) => setTimeout(run, after),
      ),
    [talk],
  );

  useEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = "auto";
    current.style.height = `${String(Math.min(current.scrollHeight, MAX_HEIGHT_PX))}px`;
  }, [text]);

  const change = (value: string): void => {
    setText(value);
    if (value) storage.setItem("draft", value);
    else storage.removeItem("draft");
  };
  const ready = parcels.every((parcel) => parcel.attachment);
  const send = (): void => {
    const words = text.trim();
    if (!ready || (!words && parcels.length === 0)) return;
    talk.say(words, take());
    typing.stop();
    change("");
    field.current?.focus();
  };
  const insert = (emoji: string): void => {
    const { current } = field;
    const [start, end] = [
      current?.selectionStart ?? text.length,
      current?.selectionEnd ?? text.length,
    ];
    change(text.slice(0, start) + emoji + text.slice(end));
    requestAnimationFrame(() => {
      current?.focus();
      current?.setSelectionRange(start + emoji.length, start + emoji.length);
    });
  };
  return (
    <form
      class={`composer${dropping ? " dropping" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => {
        setDropping(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        add(event.dataTransfer?.files);
      }}
    >
      {dropping && <p class="drop">{tongue.say("drop")}</p>}
      {errors.map((error) => (
        <p class="error" role="alert" data-testid="widget-error">
          {error}
        </p>
      ))}
      {parcels.length > 0 && <Parcels ui={ui} parcels={parcels} remove={remove} />}
      {picking && (
        <Emojis
          label={tongue.say("emoji")}
          choose={insert}
          close={() => {
            setPicking(false);
            field.current?.focus();
          }}
        />
      )}
      <div class="line">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          enterkeyhint="send"
          maxLength={MAX_TEXT}
          data-testid="widget-input"
          aria-label={tongue.say("message")}
          placeholder={tongue.say("write")}
          value={text}
          onInput={(event) => {
            change(event.currentTarget.value);
            typing.key();
          }}
          onBlur={() => {
            typing.stop();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const files = event.clipboardData?.files;
            if (!files?.length) return;
            event.preventDefault();
            add(files);
          }}
        />
        <button
          type="button"
          class="plain"
          aria-label={tongue.say("emoji")}
          aria-expanded={picking}
          data-testid="widget-emoji"
          onClick={() => {
            setPicking(!picking);
          }}
        >
          <Smile />
        </button>
        <button
          type="button"
          class="plain"
          aria-label={tongue.say("attach")}
          onClick={() => {
            chooser.current?.click();
          }}
        >
          <Clip />
        </button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={tongue.say("attach")}
          data-testid="widget-file"
          onChange={(event) => {
            add(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
        <button
          type="submit"
          class="send"
          aria-label={tongue.say("send")}
          data-testid="widget-send"
          disabled={!ready || (!text.trim() && parcels.length === 0)}
        >
          <Plane />
        </button>
      </div>
    </form>
  );
}

interface ParcelsProps {
  ui: Ui;
  parcels: readonly Parcel[];
  remove: (id: number) => void;
}

function Parcels({ ui, parcels, remove }: ParcelsProps): VNode {
  const { tongue } = ui;
  return (
    <ul class="parcels">
      {parcels.map(({ id, name, share, attachment }) => (
        <li key={id} data-testid="widget-parcel" data-done={attachment ? "" : undefined}>
          <span dir="auto">{name}</span>
          {!attachment && (
            <progress value={share} max={1} aria-label={tongue.say("uploading", { name })} />
          )}
          <button
            type="button"
            class="plain"
            aria-label={tongue.say("remove", { name })}
            onClick={() => {
              remove(id);
            }}
          >
            <Cross />
          </button>
        </li>
      ))}
    </ul>
  );
}
