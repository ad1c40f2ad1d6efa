package dev.interlock.engine.decide;

import dev.interlock.engine.kept.VerifiedContacts.Registration;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.OptionalLong;

/**
 * The look-up of verified contacts. A contact counts for calls of every agent of its owner, so that the people who approved it must be
 * independent at the strictest level, whatever the tier of the call that registered it; and they must still be after everything that
 * became known later. It counts for no call of a higher tier, because nobody looked at it as carefully as such a call deserves.
 */
public final class ContactLookup {

    private ContactLookup() {}

    /**
     * The number of the latest call that registered a destination for the owner of a party, that counts in a call, and that people
     * independent of its party approved; empty if there is none.
     *
     * @param facts of the call that reaches the destination
     * @param digest of the destination in its canonical form
     */
    public static OptionalLong call(State state, Actor party, CallFacts facts, String digest) {
        return state.contacts()
                .of(party, digest, state.links())
                .filter(registration -> counts(state, registration, facts) && isIndependent(state, registration))
                .mapToLong(Registration::call)
                .findFirst();
    }

    private static boolean counts(State state, Registration registration, CallFacts facts) {
        // Nobody knows how carefully a call was looked at whose tier the bundle in force does not have.
        Tier tier = state.bundle().tiers().get(registration.tier());
        return tier != null
                && tier.rank() >= state.tier(facts.risk()).rank()
                && (registration.marks().isEmpty() || facts.carriesAny(registration.marks()));
    }

    private static boolean isIndependent(State state, Registration registration) {
        List<String> level = state.bundle().strictest().independence().attributes();
        return registration.approvals().stream()
                .flatMap(approval -> approval.behind().stream())
                .allMatch(person -> Eligibility.independent(state.links(), person, registration.by(), level));
    }
}
