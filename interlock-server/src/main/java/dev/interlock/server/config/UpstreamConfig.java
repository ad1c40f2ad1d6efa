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
     */
    record Stdio(
            String name,
            List<String> command,
            Map<String, String> environment,
            Optional<Path> directory,
            Era era,
            Duration timeout)
            implements UpstreamConfig {
        public Stdio {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
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
     * @param headers sent with every request; may hold secrets
     */
    record Http(String name, URI url, Map<String, String> headers, Era era, Duration timeout)
            implements UpstreamConfig {
        public Http {
            headers = Map.copyOf(headers);
        }

        /** Without the headers, which may hold secrets. */
        @Override
        public String toString() {
            return "Http[" + name + ", " + url + "]";
        }
    }
}
