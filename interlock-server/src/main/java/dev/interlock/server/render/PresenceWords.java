package dev.interlock.server.render;

import dev.interlock.engine.event.Presence;

/** How somebody proved to be there, in words. */
public final class PresenceWords {

    private PresenceWords() {}

    /**
     * Words a proof, such as {@code logged in at corp 2 min before}.
     *
     * @param usedMillis when it counted
     */
    public static String of(Presence presence, long usedMillis) {
        long age = usedMillis - presence.atMillis();
        return way(presence.by())
                + (age < 1_000 ? " just then" : " " + Phrases.duration(age / 1_000 * 1_000) + " before");
    }

    private static String way(Presence.By by) {
        return switch (by) {
            case Presence.By.Link link -> "signed in by a link";
            case Presence.By.Login login ->
                "logged in at " + Plain.of(login.issuer())
                        + login.acr().map(acr -> " (" + Plain.of(acr) + ")").orElse("");
            case Presence.By.Passkey key -> "used " + Ids.passkey(key.passkey());
        };
    }
}
