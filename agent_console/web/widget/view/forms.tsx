import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { MAX_TEXT, type FormField } from "../core/protocol";
import type { Word } from "../i18n";
import type { Ui } from "./ui";

/** As strict as a form should be: the rest is found out by writing to it. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;

type Answers = Record<string, string>;

/** What the site asks for before the talk. */
export function PrechatForm(props: { ui: Ui; greeting: string; done: () => void }): VNode {
  const { ui, greeting, done } = props;
  return (
    <Form
      ui={ui}
      intro={greeting}
      fields={ui.config.prechat.fields}
      button="start"
      submit={(answers) => {
        ui.talk.introduce(answers);
        done();
      }}
    />
  );
}

/** Nobody is there: a message, and where to reach the visitor. */
export function OfflineForm({ ui, known }: { ui: Ui; known: boolean }): VNode {
  const { config, tongue, talk, storage } = ui;
  const email = { name: "email", label: "", required: true };
  const fields: FormField[] = [
    ...(known ? [] : [{ name: "name", label: "", required: false }]),
    ...(config.offline.collect_email && !known ? [email] : []),
    { name: "message", label: "", required: true },
  ];
  return (
    <Form
      ui={ui}
      intro={config.offline.message || tongue.say("offline_what")}
      fields={fields}
      button="leave"
      submit={({ message = "", ...answers }) => {
        if (Object.keys(answers).length > 0) {
          talk.introduce(answers);
          storage.setItem("introduced", "1");
        }
        talk.say(message);
      }}
    />
  );
}

interface FormProps {
  ui: Ui;
  intro: string;
  fields: readonly FormField[];
  button: Word;
  submit: (answers: Answers) => void;
}

function Form({ ui, intro, fields, button, submit }: FormProps): VNode {
  const { tongue } = ui;
  const [answers, setAnswers] = useState<Answers>({});
  const [tried, setTried] = useState(false);
  const errors = new Map(
    fields.map((field) => [field.name, problem(field, answers[field.name] ?? "")]),
  );
  return (
    <form
      class="form"
      noValidate
      data-testid={`widget-form-${button}`}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        const wrong = fields.find((field) => errors.get(field.name));
        if (wrong) {
          const field = event.currentTarget.elements.namedItem(wrong.name);
          if (field instanceof HTMLElement) field.focus();
          return;
        }
        const filled = Object.entries(answers).map(
          ([name, value]) => [name, value.trim()] as const,
        );
        submit(Object.fromEntries(filled.filter(([, value]) => value)));
      }}
    >
      {intro && (
        <p class="intro" dir="auto">
          {intro}
        </p>
      )}
      {fields.map((field) => {
        const error = tried ? errors.get(field.name) : null;
        return (
          <Field
            key={field.name}
            ui={ui}
            field={field}
            value={answers[field.name] ?? ""}
            error={error ? tongue.say(error) : ""}
            change={(value) => {
              setAnswers((before) => ({ ...before, [field.name]: value }));
            }}
          />
        );
      })}
      <button type="submit" class="main" data-testid="widget-form-submit">
        {tongue.say(button)}
      </button>
    </form>
  );
}

interface FieldProps {
  ui: Ui;
  field: FormField;
  value: string;
  error: string;
  change: (value: string) => void;
}

function Field({ ui, field, value, error, change }: FieldProps): VNode {
  const { name, required } = field;
  const id = `parley-field-${name}`;
  const own = name === "name" || name === "email" || name === "message";
  const common = {
    id,
    name,
    value,
    "data-testid": `widget-field-${name}`,
    "aria-required": required,
    "aria-invalid": error !== "",
    "aria-describedby": error ? `${id}-error` : undefined,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      change(event.currentTarget.value);
    },
  };
  return (
    <div class="field">
      <label for={id}>
        {field.label || (own ? ui.tongue.say(name) : name)}
        {!required && <small> ({ui.tongue.say("optional")})</small>}
      </label>
      {name === "message" ? (
        <textarea rows={4} dir="auto" maxLength={MAX_TEXT} {...common} />
      ) : (
        <input
          type={name === "email" ? "email" : "text"}
          autoComplete={name === "name" || name === "email" ? name : "off"}
          maxLength={200}
          dir={name === "email" ? "ltr" : "auto"}
          {...common}
        />
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function problem({ name, required }: FormField, value: string): Word | null {
  if (!value.trim()) return required ? "need" : null;
  return name === "email" && !EMAIL.test(value.trim()) ? "need_email" : null;
}
