import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";

interface Props {
  url: string;
  /** What it is, where several stand together. */
  named?: string;
  "data-testid"?: string;
}

/** An address to be entered elsewhere, with a button that copies it. */
export function Address({ url, named, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.address}>
      <pre className={css.snippet} tabIndex={0} aria-label={named} {...rest}>{url}</pre>
      <CopyButton value={url}>
        {({ copied, copy }) => {
          const does = t(copied ? "common.copied" : "common.copy");
          return <Button variant="light" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} aria-label={named && `${does}: ${named}`}>{does}</Button>;
        }}
      </CopyButton>
    </div>
  );
}
