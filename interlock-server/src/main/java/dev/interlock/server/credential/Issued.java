package dev.interlock.server.credential;

import java.util.Map;
import java.util.Optional;

/**
 * A credential, in the forms in which the gateway uses it. All of it is secret.
 *
 * @param environment variables for a process
 * @param authorization value of the header {@code Authorization}, where the credential has that form
 * @param bare the secret alone, for a header of another name
 */
public record Issued(Map<String, String> environment, Optional<String> authorization, Optional<String> bare) {

    public Issued {
        environment = Map.copyOf(environment);
    }

    /** The names of the variables alone. */
    @Override
    public String toString() {
        return "Issued" + environment.keySet();
    }
}
