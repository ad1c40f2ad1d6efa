package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Events about who may act at all: agents that are suspended, owners that are gone, their return, attempts that were refused, and the
 * passkeys by which people prove to be there.
 */
public sealed interface AgentEvent extends Event {

    /** The agent does nothing more, nor does anybody below its tasks. */
    record Suspended(String agent, SuspendCause cause, String by, String reason) implements AgentEvent {}

    /**
     * Nobody is accountable for the owner's agents any more: they are suspended with it.
     *
     * @param agents the agents that are registered as the owner's, ascending
     */
    record OwnerGone(String owner, List<String> agents, String by, String reason) implements AgentEvent {
        public OwnerGone {
            agents = List.copyOf(agents);
        }
    }

    /**
     * A person says that an agent may act again, or that an owner is back. It counts once another person confirmed it.
     *
     * @param resume number of this event
     * @param what {@code agent/...} or {@code owner/...}
     */
    record ResumeProposed(long resume, Key what, Actor by, String reason) implements AgentEvent {}

    /** Another person answered the proposal. An owner that is back brings back the agents that were suspended with it. */
    record ResumeAnswered(long resume, boolean confirmed, Actor by, String comment) implements AgentEvent {}

    /**
     * A token or a proof that somebody unknown showed at a door was refused and nothing was done, or somebody known tried what is
     * refused, such as an answer to a hold. Of equal refusals in a short time one is recorded, with their number.
     *
     * @param reason stable, such as {@code token-expired}, {@code dpop-replayed} or {@code not-independent}
     * @param where the path of the door, or of the request that was tried
     * @param lease number of the lease that the token stands for, if it was one of Interlock's and its signature was right
     * @param agent the agent whose token it was, or who tried; empty if not known. Somebody else may have shown the token
     * @param times the number of such refusals since the last record
     */
    record PresentationRefused(String reason, String where, OptionalLong lease, String agent, int times)
            implements AgentEvent {}

    /**
     * Further calls were denied like a recorded one: of the same party, for the same tool and by the same rules, within a minute of
     * it. These are counted and not recorded one by one.
     *
     * @param call the denied call that is recorded
     * @param times the number of further calls that were denied
     */
    record DenialsCounted(long call, int times) implements AgentEvent {}

    /**
     * A person registered a passkey (WebAuthn), with which they prove to be there. No secret is in it: the private key stays with the
     * person.
     *
     * @param passkey number of this event
     * @param name as the person calls it
     * @param credential the id of the credential, in base64url
     * @param key the public key, in base64url: {@code SubjectPublicKeyInfo} of X.509
     * @param uses how often its authenticator counted that it was used; 0 where it does not count
     * @param presence the proof of the person to be there, with which they registered it
     */
    record PasskeyRegistered(
            long passkey,
            String person,
            String name,
            String credential,
            String key,
            long uses,
            Optional<Presence> presence)
            implements AgentEvent {}

    /** A passkey counts no more. */
    record PasskeyRemoved(long passkey, String person, String by) implements AgentEvent {}
}
