import { useTranslation } from "react-i18next";
import { type CannedAnswer, type Queue, ROLES, type Team, type User } from "../api/settings";
import { PRIORITIES } from "../api/types";
import { useFormat } from "../format/time";
import { LANGUAGES } from "../i18n";
import { ListPage } from "./ListPage";
import { PeopleSecrets, usePasswordDialog } from "./PeopleSecrets";
import type { Choice, Field } from "./fields";
import { useQueues, useTeams, useSkills } from "./lists";

const LANGUAGE_CODES = ["en", "de", "tr", "fa", "az", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "ar", "zh", "ja"];

function useChoices() {
  const teams = useTeams().data ?? [];
  const format = useFormat();
  const nameOf = (id: string | null): string => teams.find((team) => team.id === id)?.name ?? "–";
  return {
    teams: teams.map((one): Choice => ({ value: one.id, label: one.name })),
    languages: LANGUAGE_CODES.map((value): Choice => ({ value, label: format.language(value) })),
    skills: (useSkills().data ?? []).map((value): Choice => ({ value, label: value })),
    nameOf,
  };
}

export function People() {
  const { t } = useTranslation();
  const format = useFormat();
  const choices = useChoices();
  const dialog = usePasswordDialog();
  const fields: Field[] = [
    { name: "name", label: t("field.name"), kind: "text", required: true },
    { name: "email", label: t("field.email"), kind: "email", required: true, ltr: true },
    { name: "role", label: t("field.role"), kind: "select", required: true, hint: t("field.roleHint"), choices: ROLES.map((value) => ({ value, label: t(`role.${value}`) })) },
    { name: "team_ids", label: t("field.teams"), kind: "many", choices: choices.teams, hint: t("field.teamsHint") },
    { name: "skills", label: t("field.skills"), kind: "words", choices: choices.skills, hint: t("field.wordsHint") },
    { name: "languages", label: t("field.languages"), kind: "many", choices: choices.languages },
    { name: "capacity", label: t("field.capacity"), kind: "number", min: 0, max: 600, hint: t("field.capacityHint") },
    { name: "locale", label: t("field.locale"), kind: "select", required: true, choices: Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })) },
    { name: "active", label: t("field.active"), kind: "switch", onEdit: true },
  ];
  return (
    <>
      <ListPage<User> kind="users" name="people" fields={fields} initial={{ role: "agent", capacity: 60, locale: "en" }}
        columns={[
          { title: t("field.name"), cell: (one) => one.name },
          { title: t("field.email"), cell: (one) => <span className="ltr">{one.email}</span> },
          { title: t("field.role"), cell: (one) => t(`role.${one.role}`) },
          { title: t("field.teams"), cell: (one) => one.team_ids.map(choices.nameOf).join(", ") },
          { title: t("field.languages"), cell: (one) => one.languages.map(format.language).join(", ") },
          { title: t("field.state"), cell: (one) => t(one.active ? "field.isActive" : "field.isInactive") },
        ]}
        more={(one) => <PeopleSecrets user={one} onPassword={dialog.show} />}
        onCreated={(made) => "password" in made && typeof made.password === "string" && dialog.show(made.password)} />
      {dialog.element}
    </>
  );
}

export function Teams() {
  const { t } = useTranslation();
  return <ListPage<Team> kind="teams" name="teams" columns={[{ title: t("field.name"), cell: (one) => one.name }]} fields={[{ name: "name", label: t("field.name"), kind: "text", required: true }]} />;
}

export function Queues() {
  const { t } = useTranslation();
  const format = useFormat();
  const choices = useChoices();
  const queues = useQueues().data ?? [];
  const fields: Field[] = [
    { name: "name", label: t("field.name"), kind: "text", required: true },
    { name: "team_id", label: t("field.team"), kind: "select", required: true, choices: choices.teams, hint: t("field.queueTeamHint") },
    { name: "skills", label: t("field.skills"), kind: "words", choices: choices.skills, hint: t("field.queueSkillsHint") },
    { name: "priority", label: t("field.priority"), kind: "select", required: true, choices: PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) })) },
    { name: "target_s", label: t("field.target"), kind: "number", min: 5, required: true, hint: t("field.targetHint") },
    { name: "overflow_queue_id", label: t("field.overflow"), kind: "select", choices: queues.map((one) => ({ value: one.id, label: one.name })) },
    { name: "overflow_after_s", label: t("field.overflowAfter"), kind: "number", min: 5 },
  ];
  return (
    <ListPage<Queue> kind="queues" name="queues" fields={fields} initial={{ priority: "normal", target_s: 120 }}
      columns={[
        { title: t("field.name"), cell: (one) => one.name },
        { title: t("field.team"), cell: (one) => choices.nameOf(one.team_id) },
        { title: t("field.skills"), cell: (one) => one.skills.join(", ") || "–" },
        { title: t("field.priority"), cell: (one) => t(`priority.${one.priority}`) },
        { title: t("field.targetColumn"), cell: (one) => format.duration(one.target_s) },
      ]} />
  );
}

export function CannedAnswers() {
  const { t } = useTranslation();
  const choices = useChoices();
  const fields: Field[] = [
    { name: "shortcut", label: t("field.shortcut"), kind: "text", required: true, ltr: true, hint: t("field.shortcutHint") },
    { name: "title", label: t("field.title"), kind: "text" },
    { name: "text", label: t("field.text"), kind: "area", required: true, hint: t("field.textHint", { contact: "{{contact}}", agent: "{{agent}}" }) },
    { name: "team_id", label: t("field.team"), kind: "select", choices: choices.teams, hint: t("field.everybodyHint") },
  ];
  return (
    <ListPage<CannedAnswer> kind="canned-answers" name="canned" permission="canned.edit" fields={fields}
      columns={[
        { title: t("field.shortcut"), cell: (one) => <span className="ltr">/{one.shortcut}</span> },
        { title: t("field.title"), cell: (one) => one.title },
        { title: t("field.text"), cell: (one) => <span dir="auto">{one.text.length > 90 ? `${one.text.slice(0, 90)}…` : one.text}</span> },
        { title: t("field.team"), cell: (one) => (one.team_id ? choices.nameOf(one.team_id) : t("field.everybody")) },
      ]} />
  );
}
