package dev.interlock.engine.command;

import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Commands about who may act at all. */
public sealed interface AgentCommand extends Command {

    /** Suspend an agent: its leases end, and its calls are denied. */
    record Suspend(String agent, Caller by, String reason) implements AgentCommand {}

    /**
     * Record that an owner is accountable for nothing any more.
     *
     * @param agents the registered agents of this owner
     */
    record OwnerGone(String owner, List<String> agents, Caller by, String reason) implements AgentCommand {
        public OwnerGone {
            agents = List.copyOf(agents);
        }
    }

    /** Ask that an agent ({@code agent/...}) or an owner ({@code owner/...}) may act again. */
    record ProposeResume(Key what, Caller by, String reason) implements AgentCommand {}

    /**
     * Confirm or reject a proposed resume; the confirming person is independent of the proposer.
     *
     * @param registered the agent as it is registered now; empty if it is not, and for an owner
     */
    record AnswerResume(long resume, Caller by, boolean confirm, String comment, Optional<Caller> registered)
            implements AgentCommand {}

    /**
     * Record that a token or a proof was shown and refused, or that somebody known tried what is refused.
     *
     * @param reason stable, such as {@code token-expired}
     * @param where the path at which it was shown
     * @param lease number of the lease that the token stands for, if it was one of Interlock's
     * @param agent the agent whose token it was, or who tried, if that is known
     * @param times the number of such refusals since the last record; at least 1
     */
    record Refused(String reason, String where, OptionalLong lease, Optional<String> agent, int times)
            implements AgentCommand {}

    /**
     * Record the passkey of a person, which was verified to be theirs.
     *
     * @param credential the id of the credential, in base64url
     * @param key the public key, in base64url
     */
    record RegisterPasskey(
            Caller by, String name, String credential, String key, long uses, Optional<Presence> presence)
            implements AgentCommand {}

    /**
     * Record that a passkey counts no more.
     *
     * @param person whose it is
     */
    record RemovePasskey(long passkey, String person, Caller by) implements AgentCommand {}

    /**
     * Compare the registry with the record, as at a start: suspends agents that lost their owner, or are gone and have tasks.
     *
     * @param registered all registered agents and people
     */
    record Review(List<Caller> registered) implements AgentCommand {
        public Review {
            registered = List.copyOf(registered);
        }
    }
}
