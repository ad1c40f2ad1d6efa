package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The tools of a server that a caller gets to see. */
public sealed interface ListAnswer {
    record Tools(List<ObjectNode> tools) implements ListAnswer {}

    /**
     * No list at all, for instance because the task is unknown.
     *
     * @param code stable and machine-readable
     * @param message what is wrong and what would help
     */
    record Refused(String code, String message) implements ListAnswer {}
}
