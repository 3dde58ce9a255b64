import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { get } from "../api/http";
import { Problem } from "../api/problem";
import type { Me } from "../api/settings";

/** Who sits here: null when nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: ["me"],
    queryFn: async (): Promise<Me | null> => {
      try {
        return await get<Me>("/me");
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
    retry: true,
    retryDelay: (tries) => Math.min(1000 * 2 ** tries, 8000),
  });
}

const MeContext = createContext<Me | null>(null);
export const MeProvider = MeContext.Provider;

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe outside of the signed-in part");
  return me;
}

export const useMay = (permission: string): boolean => useMe().permissions.includes(permission);
