package dev.interlock.server.credential;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A standing secret, from a file, of a service that knows no leases. The file is read anew for each lease, so that a
 * rotated secret is used from the next lease on. The secret outlives the lease, but stays in the gateway, which sends
 * nothing with it without a live lease.
 */
public final class StaticSecret implements SelfExpiring {

    /** The variable of a process that holds the secret. */
    static final String VARIABLE = "CREDENTIAL";

    private final Path file;

    /** @param file its text is the secret, without the line break at the end */
    public StaticSecret(Path file) {
        this.file = file;
    }

    @Override
    public String kind() {
        return "static";
    }

    @Override
    public Issued issue(Grant grant) throws EngineException {
        String secret = SecretFiles.read(file).strip();
        if (secret.isEmpty()) {
            throw new EngineException("the secret `" + file + "` is empty");
        }
        if (secret.chars().anyMatch(c -> c < ' ' || c >= 0x7f)) {
            throw new EngineException("the secret `" + file + "` must be a single line of printable ASCII characters");
        }
        return new Issued(Map.of(VARIABLE, secret), Optional.of("Bearer " + secret), Optional.of(secret));
    }

    @Override
    public String toString() {
        return "StaticSecret[" + file + "]";
    }
}
