package dev.interlock.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one MCP server behind the gateway is reached. Its name is the {@code server} of the catalogue and the end of the path {@code /mcp/NAME}. */
public sealed interface UpstreamConfig {

    String name();

    Era era();

    /** How long a call may take, from start to end. */
    Duration timeout();

    /** Which era of MCP to speak. */
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
     */
    record Stdio(
            String name,
            List<String> command,
            Map<String, String> environment,
            Optional<Path> directory,
            Era era,
            Duration timeout,
            boolean perTask)
            implements UpstreamConfig {
        public Stdio {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        /** One process for all. */
        public Stdio(
                String name,
                List<String> command,
                Map<String, String> environment,
                Optional<Path> directory,
                Era era,
                Duration timeout) {
            this(name, command, environment, directory, era, timeout, false);
        }

        /** Without arguments and environment, which may hold secrets. */
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
     */
    record Http(String name, List<URI> urls, Map<String, String> headers, Era era, Duration timeout)
            implements UpstreamConfig {
        /** One instance. */
        public Http(String name, URI url, Map<String, String> headers, Era era, Duration timeout) {
            this(name, List.of(url), headers, era, timeout);
        }

        public Http {
            urls = List.copyOf(urls);
            headers = Map.copyOf(headers);
        }

        /** Without the headers, which may hold secrets. */
        @Override
        public String toString() {
            return "Http[" + name + ", " + urls + "]";
        }
    }
}
