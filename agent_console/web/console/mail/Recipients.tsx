import { Pill, TagsInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, query } from "../api/http";
import type { Contact, Page } from "../api/types";
import css from "./Composer.module.css";
import { isAddress, split, unique } from "./recipients";

interface Props { label: string; value: readonly string[]; onChange: (value: string[]) => void; autoFocus?: boolean; testId: string; children?: React.ReactNode }

/** One line of addresses. What is no address stays, in red: nothing typed is thrown away. */
export function Recipients({ label, value, onChange, autoFocus, testId, children }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [word] = useDebouncedValue(search.trim(), 200);
  const found = useQuery({
    queryKey: ["contacts", "mail", word],
    enabled: word.length > 1,
    queryFn: ({ signal }) => get<Page<Contact>>(`/contacts${query({ q: word, limit: 8 })}`, signal),
    staleTime: 60_000,
  }).data?.items ?? [];
  const names = new Map<string, string>();
  for (const one of found) {
    for (const address of [one.email ?? "", ...one.identities.filter((each) => each.channel === "email").map((each) => each.address)]) {
      if (address && !value.includes(address)) names.set(address.toLowerCase(), one.name);
    }
  }
  return (
    <div className={css.line}>
      <label className={css.label} htmlFor={testId}>{label}</label>
      <TagsInput id={testId} className={css.recipients} variant="unstyled" size="xs" value={[...value]} searchValue={search} onSearchChange={setSearch} autoFocus={autoFocus ?? false} openOnFocus={false}
        onChange={(next) => onChange(unique(next.flatMap((one) => { const parts = split(one); return parts.length > 0 ? parts : [one]; })))}
        splitChars={[",", ";", "\n", " "]} acceptValueOnBlur data={word.length > 1 ? [...names.keys()] : []} filter={({ options }) => options}
        renderOption={({ option }) => <span className={css.found}><b dir="auto">{names.get(option.value)}</b><span className="ltr">{option.value}</span></span>}
        renderPill={({ value: address, onRemove, disabled }) => (
          <Pill className={css.pill} data-bad={!isAddress(address ?? "") || undefined} withRemoveButton onRemove={onRemove} disabled={disabled} title={isAddress(address ?? "") ? undefined : t("mail.badAddress", { address })}
            removeButtonProps={{ "aria-label": t("mail.remove", { address }), "aria-hidden": false }}><span className="ltr">{address}</span></Pill>
        )}
        data-testid={testId} />
      {children}
    </div>
  );
}
