package dev.interlock.server.upstream;

import java.util.Set;

/**
 * The changes of a server that a subscriber wants to hear of outside a request (MCP 2026-07-28,
 * `subscriptions/listen`).
 *
 * @param tools whether the list of tools has changed
 * @param prompts whether the list of prompts has changed
 * @param resources whether the list of resources has changed
 * @param uris resources whose updates are told
 */
public record SubscriptionFilter(boolean tools, boolean prompts, boolean resources, Set<String> uris) {

    public SubscriptionFilter {
        uris = Set.copyOf(uris);
    }

    public static SubscriptionFilter none() {
        return new SubscriptionFilter(false, false, false, Set.of());
    }
}
