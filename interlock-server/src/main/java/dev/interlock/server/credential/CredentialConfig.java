package dev.interlock.server.credential;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;

/** The configuration of one kind of credential: its name, its lifetime and the engine that issues it. */
public sealed interface CredentialConfig {

    String name();

    /** Returns the longest life of a lease; a task that ends earlier ends it. */
    Duration lifetime();

    /** Returns whether the credential has the form of a header of HTTP. */
    default boolean inHeader() {
        return true;
    }

    /** Returns whether the credential can stand alone, in a header of another name than {@code Authorization}. */
    default boolean bare() {
        return false;
    }

    /** Returns whether the credential may be handed to a process. */
    default boolean inEnvironment() {
        return true;
    }

    /** The variables that it sets in the environment of a process. */
    default Set<String> variables() {
        return Set.of();
    }

    /** Roles of a PostgreSQL server. */
    record Postgres(String name, Duration lifetime, PostgresSettings settings) implements CredentialConfig {

        @Override
        public Set<String> variables() {
            return PostgresRoles.VARIABLES;
        }
    }

    /** Certificates for clients, from an authority of our own in the data folder. */
    record Certificate(String name, Duration lifetime) implements CredentialConfig {

        @Override
        public Set<String> variables() {
            return ClientCertificates.VARIABLES;
        }

        @Override
        public boolean inHeader() {
            return false;
        }
    }

    /**
     * Access tokens that an API verifies by the keys of our authorization server.
     *
     * @param audience the API
     * @param claims further claims in each token
     */
    record Jwt(String name, Duration lifetime, String audience, SortedMap<String, String> claims)
            implements CredentialConfig {

        @Override
        public boolean bare() {
            return true;
        }

        @Override
        public Set<String> variables() {
            return AccessTokens.VARIABLES;
        }
    }

    /** A standing secret in a file, which stays inside the gateway. */
    record Static(String name, Duration lifetime, Path file) implements CredentialConfig {

        @Override
        public boolean bare() {
            return true;
        }

        @Override
        public boolean inEnvironment() {
            return false;
        }
    }
}
