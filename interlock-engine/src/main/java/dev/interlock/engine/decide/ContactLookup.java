package dev.interlock.engine.decide;

import dev.interlock.engine.kept.VerifiedContacts.Registration;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.OptionalLong;

/**
 * The look-up of verified contacts. A contact counts for calls of every tier, so that the people who approved it must be independent at the
 * strictest level, whatever the tier of the call that registered it; and they must still be after everything that became known later.
 */
public final class ContactLookup {

    private ContactLookup() {}

    /**
     * The number of the latest call that registered a destination for the owner of a party, and that people independent of its party
     * approved; empty if there is none.
     *
     * @param digest of the destination in its canonical form
     */
    public static OptionalLong call(State state, Actor party, String digest) {
        return state.contacts()
                .of(party, digest, state.links())
                .filter(registration -> isIndependent(state, registration))
                .mapToLong(Registration::call)
                .findFirst();
    }

    private static boolean isIndependent(State state, Registration registration) {
        List<String> level = state.bundle().strictest().independence().attributes();
        return registration.approvals().stream()
                .flatMap(approval -> approval.behind().stream())
                .allMatch(person -> Eligibility.independent(state.links(), person, registration.by(), level));
    }
}
