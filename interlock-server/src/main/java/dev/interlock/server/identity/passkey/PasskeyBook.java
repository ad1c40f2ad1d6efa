package dev.interlock.server.identity.passkey;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The passkeys that people registered and did not remove, as the record has them: nobody adds one that is not there. Throws {@code
 * UnavailableException} where the record cannot be searched. Thread-safe.
 */
public final class PasskeyBook {

    /** The most passkeys of one person. */
    public static final int MOST = 10;

    private static final String REGISTERED = "passkey-registered";
    /** The registrations that are looked at, of which the newest count. */
    private static final int MOST_LOOKED_AT = 200;

    private final Domain domain;
    private final RecordIndex index;

    /** @param index of the record of the domain */
    public PasskeyBook(Domain domain, RecordIndex index) {
        this.domain = domain;
        this.index = index;
    }

    /** Returns the passkeys of a person, the newest first. */
    public List<Passkey> of(String person) {
        index.awaitNear();
        List<Long> numbers = index.find(
                        List.of(Term.event(REGISTERED), Term.party(person)), Long.MAX_VALUE, MOST_LOOKED_AT)
                .numbers();
        var passkeys = new ArrayList<Passkey>();
        for (long number : numbers) {
            Recorded recorded = domain.history().event(number);
            if (recorded.event() instanceof AgentEvent.PasskeyRegistered registered
                    && registered.person().equals(person)) {
                passkey(recorded, registered).ifPresent(passkeys::add);
            }
        }
        return passkeys;
    }

    /** The newest entry about a passkey tells whether it counts, and how often it was used. */
    private Optional<Passkey> passkey(Recorded recorded, AgentEvent.PasskeyRegistered registered) {
        List<Long> newest = index.find(List.of(Term.passkey(registered.passkey())), Long.MAX_VALUE, 1)
                .numbers();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Recorded last = domain.history().event(newest.getFirst());
        return switch (last.event()) {
            case AgentEvent.PasskeyRegistered same ->
                Optional.of(passkey(recorded, registered, OptionalLong.empty(), registered.uses()));
            case Event.HoldAnswered answered ->
                answered.how()
                        .presence()
                        .map(Presence::by)
                        .filter(Presence.By.Passkey.class::isInstance)
                        .map(by -> passkey(
                                recorded,
                                registered,
                                OptionalLong.of(last.timeMillis()),
                                ((Presence.By.Passkey) by).uses()));
            default -> Optional.empty(); // it was removed
        };
    }

    private static Passkey passkey(
            Recorded recorded, AgentEvent.PasskeyRegistered registered, OptionalLong used, long uses) {
        return new Passkey(
                registered.passkey(),
                registered.name(),
                registered.credential(),
                registered.key(),
                recorded.timeMillis(),
                used,
                uses);
    }
}
