package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.Revision;
import java.util.Optional;

/**
 * The description that an upstream gives of itself. Everything but the revision is self-reported and proves nothing.
 *
 * @param revision the revision that is spoken with it
 * @param capabilities as declared
 * @param serverInfo name and version, if given
 * @param instructions for models, if given
 */
public record Description(
        Revision revision, ObjectNode capabilities, Optional<ObjectNode> serverInfo, Optional<String> instructions) {}
