package dev.interlock.server.identity;

import dev.interlock.server.http.server.Presented;
import dev.interlock.server.tls.ClientCertificate;
import java.util.Optional;

/** The authenticator of one door by what {@link Callers} know; who is not taken is told of, for the record. */
public final class CallerAuthenticator implements Authenticator {

    private final Identification identification;
    private final Refusals refusals;
    private final String door;

    /** The way from what a request shows to its sender. */
    @FunctionalInterface
    public interface Identification {
        Authentication identify(Optional<String> authorization, Optional<ClientCertificate> certificate);
    }

    /**
     * @param identification who can be known at this door, such as {@code callers::identify}
     * @param refusals hears whom the door does not take
     * @param door the root of the paths of the door, such as {@code /mcp}
     */
    public CallerAuthenticator(Identification identification, Refusals refusals, String door) {
        this.identification = identification;
        this.refusals = refusals;
        this.door = door;
    }

    @Override
    public Authentication authenticate(Presented presented) {
        Authentication outcome =
                identification.identify(presented.headers().first("authorization"), presented.client());
        if (outcome instanceof Authentication.Unknown unknown) {
            unknown.problem().ifPresent(problem -> refusals.refused(problem, door));
        }
        return outcome;
    }
}
