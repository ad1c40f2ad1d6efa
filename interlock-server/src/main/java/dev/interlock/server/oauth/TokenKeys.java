package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.SigningKeys;

/**
 * The keys that sign tokens for tasks: one set for break-glass lanes, another one for all other tasks. Both are published.
 *
 * @param tasks for tasks that are no lanes
 * @param lanes for lanes alone
 */
public record TokenKeys(SigningKeys tasks, SigningKeys lanes) {

    /** Returns both as one JWK set (RFC 7517): a new tree. */
    ObjectNode jwks() {
        ObjectNode set = tasks.jwks();
        lanes.jwks().get("keys").forEach(set.withArray("keys")::add);
        return set;
    }

    /** Returns whether the key of this id signs, or signed, tokens of lanes. */
    boolean ofLanes(String kid) {
        return lanes.keys().keys().stream()
                .anyMatch(key -> key.id().filter(kid::equals).isPresent());
    }
}
