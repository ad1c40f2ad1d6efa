package dev.interlock.server.credential;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A standing secret of somebody who knows no leases, from a file. It is read anew for each lease, so that a rotated one is used
 * from the next lease on. Only the gateway has it: it ends with no lease, but nothing without a live lease is sent with it.
 */
public final class StaticSecret implements SelfExpiring {

    /** In the environment of a process. */
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
            throw new EngineException("the secret `" + file
                    + "` has more than one line, or other characters than printable ones of ascii");
        }
        return new Issued(Map.of(VARIABLE, secret), Optional.of("Bearer " + secret), Optional.of(secret));
    }

    @Override
    public String toString() {
        return "StaticSecret[" + file + "]";
    }
}
