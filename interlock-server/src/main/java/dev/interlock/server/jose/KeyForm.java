package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;

/** The form of keys in the file of {@link SigningKeys}. */
final class KeyForm {

    /** Reads the whole tree. */
    interface Reading<T> {
        T of(ObjectNode tree);
    }

    private KeyForm() {}

    /** A public key with its id and algorithm. */
    static ObjectNode published(VerificationKey key) {
        ObjectNode jwk = key.jwk();
        jwk.put("kid", key.id().orElseThrow());
        jwk.put("alg", key.algorithms().iterator().next().written());
        return jwk;
    }

    /** @throws IllegalArgumentException if it is none */
    static VerificationKey key(JsonNode jwk) {
        return VerificationKey.of((ObjectNode) jwk)
                .toOptional()
                .filter(key -> key.id().isPresent() && key.algorithms().size() == 1)
                .orElseThrow(() -> new IllegalArgumentException("a key of the file is malformed"));
    }

    /** @throws IOException if the file is not what was written; without a cause, which would quote secrets */
    static <T> T in(Path file, byte[] text, Reading<T> reading) throws IOException {
        try {
            return reading.of(JwkSetReader.object(text)
                    .toOptional()
                    .orElseThrow(() -> new IllegalArgumentException("the file is not a JSON object")));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException | DateTimeParseException e) {
            throw new IOException(
                    "the token key file `" + file + "` is malformed: restore it from a backup, or move it away, "
                            + "which invalidates every token issued so far");
        }
    }
}
