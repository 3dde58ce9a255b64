import { useQuery } from "@tanstack/react-query";
import { get } from "../api/http";
import type { InboxHealth } from "../api/settings";
import type { Page } from "../api/types";

/** How every inbox fares; looked at again every 20 s while somebody looks. */
export const useInboxHealth = (enabled = true) =>
  useQuery({ queryKey: ["health"], queryFn: ({ signal }) => get<Page<InboxHealth>>("/health/inboxes", signal), refetchInterval: 20_000, enabled });
