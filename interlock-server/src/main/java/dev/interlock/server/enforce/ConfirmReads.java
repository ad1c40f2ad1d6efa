package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.upstream.CallOutcome;
import java.util.Map;
import java.util.Optional;

/** The reads that Interlock makes for itself at the servers behind its doors, with the credentials that are configured for them. */
public interface ConfirmReads {

    /** Calls a tool that only reads, on behalf of nobody. */
    CallOutcome read(String server, String tool, Map<String, Object> arguments);

    /** The tool as its server offers it now, where it does and that can be told. */
    Optional<ObjectNode> offered(String server, String tool);
}
