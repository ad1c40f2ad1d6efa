package dev.interlock.server.identity.passkey;

import dev.interlock.engine.event.Presence;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Passkeys as people use them: registering one, and showing one to prove to be there. Thread-safe. */
public final class Passkeys {

    private static final String NOWHERE =
            "passkeys belong to a host name, but browsers do not reach this server under one: set `console: {url:"
                    + " ...}`";

    private final PasskeyBook book;
    private final PasskeyChallenges challenges;
    private final PasskeyCheck check;
    private final Supplier<Optional<RelyingParty>> site;

    /** @param site for which passkeys are good; empty where there is none */
    public Passkeys(PasskeyBook book, PasskeyChallenges challenges, Supplier<Optional<RelyingParty>> site) {
        this.book = book;
        this.challenges = challenges;
        this.check = new PasskeyCheck(challenges);
        this.site = site;
    }

    public Optional<RelyingParty> site() {
        return site.get();
    }

    /** Returns those of a person that count, the newest first. */
    public List<Passkey> of(String person) {
        return book.of(person);
    }

    /** Returns a challenge, for one person and one purpose, once, within two minutes. */
    public String challenge(String person, String purpose, long nowMillis) {
        return challenges.issue(person, purpose, nowMillis);
    }

    /**
     * Checks what an authenticator answered that made a passkey.
     *
     * @param credential the id by which browsers know it
     * @return how often it counted that it was used
     */
    public long registered(byte[] credential, Signed signed, String person, long nowMillis) throws PasskeyProblem {
        return check.registered(credential, signed, required(), person, nowMillis);
    }

    /**
     * Checks that a passkey of a person was used.
     *
     * @param credential the id by which browsers know it
     * @param purpose for which the challenge was made
     */
    public Presence used(
            String credential, Signed signed, byte[] signature, String person, String purpose, long nowMillis)
            throws PasskeyProblem {
        Passkey passkey = book.of(person).stream()
                .filter(one -> one.credential().equals(credential))
                .findFirst()
                .orElseThrow(() -> new PasskeyProblem("this passkey is not registered or was removed"));
        long uses = check.used(passkey, signed, signature, required(), person, purpose, nowMillis);
        return new Presence(new Presence.By.Passkey(passkey.number(), uses), nowMillis);
    }

    private RelyingParty required() throws PasskeyProblem {
        return site.get().orElseThrow(() -> new PasskeyProblem(NOWHERE));
    }
}
