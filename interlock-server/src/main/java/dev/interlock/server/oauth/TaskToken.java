package dev.interlock.server.oauth;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The content of a token of ours, once its signature is verified. It says nothing about whoever shows the token, and nothing about
 * whether it still counts: that is for its lease to say.
 *
 * @param lease its number, by which it is known to the record
 * @param task the one task in which it can be used
 * @param agent the name under which the agent is registered
 * @param resource the path of the one resource that it is for
 * @param binding the key without which it is worth nothing
 * @param lane the break-glass lane that the task is, if it is one: then it is signed by a key for lanes
 */
public record TaskToken(
        long lease, long task, String agent, String resource, Binding binding, Instant expires, OptionalLong lane) {

    /** Makes the token of a task that is no lane. */
    public TaskToken(long lease, long task, String agent, String resource, Binding binding, Instant expires) {
        this(lease, task, agent, resource, binding, expires, OptionalLong.empty());
    }

    /** A key, by its thumbprint: of a DPoP key ({@code jkt}), or of a client certificate ({@code x5t#S256}). */
    public sealed interface Binding {

        String thumbprint();

        /** The member of {@code cnf} that tells it (RFC 7800). */
        String confirmation();

        /** The name of the running instance in the calls that it makes with this key. */
        String runtime();

        record Key(String thumbprint) implements Binding {
            @Override
            public String confirmation() {
                return "jkt";
            }

            @Override
            public String runtime() {
                return "key-" + thumbprint;
            }
        }

        record Certificate(String thumbprint) implements Binding {
            @Override
            public String confirmation() {
                return "x5t#S256";
            }

            @Override
            public String runtime() {
                return "certificate-" + thumbprint;
            }
        }

        /** Returns the key of a confirmation; empty if it names none or two, as then there is no one key to hold anybody to. */
        static Optional<Binding> of(Optional<String> jkt, Optional<String> x5t) {
            if (jkt.isPresent() == x5t.isPresent()) {
                return Optional.empty();
            }
            return jkt.<Binding>map(Key::new).or(() -> x5t.map(Certificate::new));
        }
    }
}
