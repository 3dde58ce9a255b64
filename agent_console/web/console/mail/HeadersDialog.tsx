import { Alert, Button, CopyButton, Loader, Modal, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "../api/http";
import css from "./Mail.module.css";

interface Headers { headers: { name: string; value: string }[] }

/** The headers of a mail as they came, to be looked at and copied. */
export function HeadersDialog({ conversation, seq, onClose }: { conversation: string; seq: number; onClose: () => void }) {
  const { t } = useTranslation();
  const answer = useQuery({
    queryKey: ["mail-headers", conversation, seq],
    queryFn: ({ signal }) => get<Headers>(`/conversations/${conversation}/entries/${seq}/headers`, signal),
    staleTime: Infinity,
  });
  const headers = answer.data?.headers ?? [];
  return (
    <Modal opened onClose={onClose} size="xl" title={t("mail.headersTitle")} closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      {answer.isPending && <Loader size="sm" aria-label={t("common.loading")} />}
      {answer.isError && <Alert color="red" title={t("errors.unexpected")}>{answer.error.message}</Alert>}
      {headers.length > 0 && (
        <>
          <CopyButton value={headers.map((each) => `${each.name}: ${each.value}`).join("\n")}>
            {({ copied, copy }) => <Button variant="light" size="compact-sm" mb="xs" onClick={copy}>{t(copied ? "common.copied" : "common.copy")}</Button>}
          </CopyButton>
          <Table className={css.headers} verticalSpacing={4} fz="sm" data-testid="mail-headers-table" dir="ltr">
            <Table.Tbody>{headers.map((each, i) => <Table.Tr key={i}><Table.Th scope="row">{each.name}</Table.Th><Table.Td>{each.value}</Table.Td></Table.Tr>)}</Table.Tbody>
          </Table>
        </>
      )}
    </Modal>
  );
}
