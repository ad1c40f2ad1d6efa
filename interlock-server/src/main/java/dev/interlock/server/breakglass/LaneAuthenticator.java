package dev.interlock.server.breakglass;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.mcp.Names;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The authenticator of a door where agents may show the credential of a lane beside the proof of who they are: then the caller is the
 * instance that the credential stands for, and acts in that lane alone. Thread-safe.
 */
public final class LaneAuthenticator implements Authenticator {

    /** The reason for which a credential is not taken that is none, or none of this agent in a lane that is open. */
    public static final String UNKNOWN = "lane-credential-unknown";
    /** The reason for which a credential is not taken that is shown beside a token for a task. */
    static final String BESIDE_TOKEN = "lane-credential-beside-token";

    private final Authenticator others;
    private final LaneCredentials credentials;
    private final Refusals refusals;
    private final String door;

    /** The refusals hear of every credential that is not taken. Thread-safe. */
    @FunctionalInterface
    public interface Refusals {

        /**
         * Hears that a party showed a credential that is not taken, and counts it against the party's rate.
         *
         * @param where the root of the paths of the door
         * @return how long the party has to wait, if it showed too many
         */
        Optional<Duration> refused(String reason, String where, String by);
    }

    /**
     * @param others find out who sends a request
     * @param door the root of the paths of the door, such as {@code /mcp}
     */
    public LaneAuthenticator(Authenticator others, LaneCredentials credentials, Refusals refusals, String door) {
        this.others = others;
        this.credentials = credentials;
        this.refusals = refusals;
        this.door = door;
    }

    @Override
    public Authentication authenticate(Presented presented) {
        Authentication outcome = others.authenticate(presented);
        Optional<String> shown = presented.headers().first(Names.HEADER_LANE_CREDENTIAL);
        return shown.isPresent() && outcome instanceof Authentication.Known known
                ? admitted(known, shown.get())
                : outcome;
    }

    private Authentication admitted(Authentication.Known known, String credential) {
        Caller party = known.caller().party();
        if (known.caller().onlyTask().isPresent()) {
            return refused(
                    BESIDE_TOKEN,
                    party,
                    "a token for a task and the credential of a lane were both sent: send only one of them");
        }
        return credentials
                .find(credential)
                .filter(one -> party.agent() && one.agent().equals(party.name()))
                .<Authentication>map(one -> new Authentication.Known(
                        new AuthenticatedCaller(
                                Registry.withRuntime(party, one.runtime()), OptionalLong.of(one.task())),
                        known.proven(),
                        known.headers()))
                .orElseGet(() -> refused(
                        UNKNOWN,
                        party,
                        "this credential belongs to no open lane of `" + party.name()
                                + "`: a credential ends with its lane, and a person who opens another lane"
                                + " gets a new one with `interlock break-glass credential`"));
    }

    private Authentication refused(String reason, Caller party, String message) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Challenge.HEADER, Challenge.bearer(/* shown= */ true).toString());
        Optional<Duration> wait = refusals.refused(reason, door, party.name());
        if (wait.isEmpty()) {
            return new Authentication.Unknown(Optional.empty(), message, headers);
        }
        headers.put(
                "Retry-After",
                Long.toString(Math.max(1, wait.get().plusMillis(999).toSeconds())));
        return new Authentication.Unknown(
                Optional.empty(),
                "`" + party.name() + "` has sent too many credentials that are not accepted; wait before trying again",
                headers);
    }
}
