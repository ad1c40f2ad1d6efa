package dev.interlock.server.content;

import java.util.Set;

/**
 * The configuration of what counts as an instruction, and of how long labels last.
 *
 * @param trustedPrompts the coding agents whose hooks report what a person said, by their names in the path
 * @param freshAgents the agents that get a new process, without memory, for each task that a person opens
 */
public record ContentConfig(Set<String> trustedPrompts, Set<String> freshAgents) {

    /** No hook is trusted, and every agent may remember. */
    public static final ContentConfig DEFAULT = new ContentConfig(Set.of(), Set.of());

    public ContentConfig {
        trustedPrompts = Set.copyOf(trustedPrompts);
        freshAgents = Set.copyOf(freshAgents);
    }
}
