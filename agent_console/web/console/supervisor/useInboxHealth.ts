import { useQuery } from "@tanstack/react-query";
import { get } from "../api/http";
import type { InboxHealth } from "../api/settings";
import type { Page } from "../api/types";
import { toneOf } from "./line";

const CALM_MS = 20_000;
const EAGER_MS = 3000;

/** How every inbox fares; looked at again every 20 s, and sooner while a line is being made. */
export const useInboxHealth = (enabled = true) =>
  useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => get<Page<InboxHealth>>("/health/inboxes", signal),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => toneOf(one) === "wait") ? EAGER_MS : CALM_MS),
    enabled,
  });
