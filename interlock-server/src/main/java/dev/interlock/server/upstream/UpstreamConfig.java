package dev.interlock.server.upstream;

import dev.interlock.server.credential.CredentialUse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one MCP server behind the gateway. Its name is the {@code server} of the catalogue and the end
 * of the path {@code /mcp/NAME}.
 */
public sealed interface UpstreamConfig {

    /** The name under which the catalogue has what is ours: no upstream is called so. */
    String OURS = "interlock";

    String name();

    /** Returns the credential that calls carry, issued for each task. */
    Optional<CredentialUse> credential();

    Era era();

    /** Returns how long a call may take, from start to end. */
    Duration timeout();

    /** The era of MCP to speak. */
    enum Era {
        /** The modern one when the server knows it, else the legacy one. */
        AUTO,
        MODERN,
        LEGACY
    }

    /**
     * A process of our own, over standard input and output.
     *
     * @param command program and arguments, run without a shell
     * @param environment added to the few variables that a child is given; may hold secrets
     * @param directory working directory
     * @param perTask whether each task has a process of its own
     * @param credential in its environment
     */
    record Stdio(
            String name,
            List<String> command,
            Map<String, String> environment,
            Optional<Path> directory,
            Era era,
            Duration timeout,
            boolean perTask,
            Optional<CredentialUse> credential)
            implements UpstreamConfig {
        public Stdio {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        /** Makes a server with one process for all. */
        public Stdio(
                String name,
                List<String> command,
                Map<String, String> environment,
                Optional<Path> directory,
                Era era,
                Duration timeout) {
            this(name, command, environment, directory, era, timeout, false);
        }

        /** Makes a server without a credential. */
        public Stdio(
                String name,
                List<String> command,
                Map<String, String> environment,
                Optional<Path> directory,
                Era era,
                Duration timeout,
                boolean perTask) {
            this(name, command, environment, directory, era, timeout, perTask, Optional.empty());
        }

        /** Leaves out arguments and environment, which may hold secrets. */
        @Override
        public String toString() {
            return "Stdio[" + name + ", " + command.getFirst() + "]";
        }
    }

    /**
     * Streamable HTTP.
     *
     * @param urls of its instances, which are alike; at least one
     * @param headers sent with every request; may hold secrets
     * @param credential in a header of each call
     */
    record Http(
            String name,
            List<URI> urls,
            Map<String, String> headers,
            Era era,
            Duration timeout,
            Optional<CredentialUse> credential)
            implements UpstreamConfig {
        /** Makes a server without a credential. */
        Http(String name, List<URI> urls, Map<String, String> headers, Era era, Duration timeout) {
            this(name, urls, headers, era, timeout, Optional.empty());
        }

        /** Makes a server with one instance. */
        public Http(String name, URI url, Map<String, String> headers, Era era, Duration timeout) {
            this(name, List.of(url), headers, era, timeout);
        }

        public Http {
            urls = List.copyOf(urls);
            headers = Map.copyOf(headers);
        }

        /** Leaves out the headers, which may hold secrets. */
        @Override
        public String toString() {
            return "Http[" + name + ", " + urls + "]";
        }
    }
}
