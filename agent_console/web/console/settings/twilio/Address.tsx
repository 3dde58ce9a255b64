import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";

/** An address to be entered elsewhere, with a button that copies it. `named`: what it is, where several stand together. */
export function Address({ url, named, ...rest }: { url: string; named?: string; "data-testid"?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <pre className={css.snippet} tabIndex={0} aria-label={named} {...rest}>{url}</pre>
      <CopyButton value={url}>
        {({ copied, copy }) => <Button variant="light" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} aria-label={named && `${t(copied ? "common.copied" : "common.copy")}: ${named}`}>{t(copied ? "common.copied" : "common.copy")}</Button>}
      </CopyButton>
    </>
  );
}
