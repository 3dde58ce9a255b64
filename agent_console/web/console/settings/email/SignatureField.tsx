import { Button, Group, Input, Loader, Text, Textarea } from "@mantine/core";
import { Suspense, lazy, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../app/session";
import mail from "./Email.module.css";
import { asHtml, isSimple, signedBy, tidied } from "./signature";

const SignatureEditor = lazy(() => import("./SignatureEditor"));

/** What stands in the frame around the preview: a mail is read on white. */
const page = (html: string): string => `<!doctype html><meta charset="utf-8"><style>body{font:14px/1.5 system-ui,sans-serif;color:#1b1e24;margin:12px}p{margin:0 0 .5em}</style><body dir="auto">${html}`;

interface Props { value: string; disabled: boolean; onChange: (html: string) => void }

/** The signature: written with a small editor, or as HTML where it holds more than that keeps. */
export function SignatureField({ value, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const id = useId();
  const simple = isSimple(value);
  const [raw, setRaw] = useState(!simple);
  // Changes from outside, such as of a person who saved meanwhile, begin the editor anew.
  const [told, setTold] = useState({ html: value, round: 0 });
  if (told.html !== value) setTold({ html: value, round: told.round + 1 });
  const change = (html: string): void => { const next = tidied(html); setTold({ ...told, html: next }); onChange(next); };
  return (
    <Input.Wrapper label={t("mailInbox.signature.title")} description={t("mailInbox.signature.hint")} labelElement="div" id={id}>
      <div style={{ marginTop: 6 }}>
        {raw || disabled
          ? <Textarea aria-label={t("mailInbox.signature.html")} autosize minRows={4} maxRows={14} maxLength={10_000} dir="ltr" ff="monospace" value={value} disabled={disabled} data-testid="signature-html" onChange={(event) => change(event.currentTarget.value)} />
          : <Suspense fallback={<Loader size="sm" aria-label={t("common.loading")} />}><SignatureEditor key={told.round} value={asHtml(value)} onChange={change} /></Suspense>}
      </div>
      {!disabled && (
        <Group gap={8} mt={6}>
          {raw && <Button size="compact-sm" variant="default" disabled={!simple} onClick={() => setRaw(false)}>{t("mailInbox.signature.asText")}</Button>}
          {!raw && <Button size="compact-sm" variant="default" onClick={() => setRaw(true)}>{t("mailInbox.signature.asHtml")}</Button>}
          {raw && !simple && <Text size="xs" c="dimmed">{t("mailInbox.signature.onlyHtml")}</Text>}
        </Group>
      )}
      {value && (
        <>
          <Text size="sm" mt="md" mb={6}>{t("mailInbox.signature.preview")}</Text>
          <iframe className={mail.frame} sandbox="" title={t("mailInbox.signature.preview")} srcDoc={page(signedBy(value, me.user.name))} data-testid="signature-preview" />
        </>
      )}
    </Input.Wrapper>
  );
}
