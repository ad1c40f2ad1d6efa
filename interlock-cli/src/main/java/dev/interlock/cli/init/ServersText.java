package dev.interlock.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;

/** The text of a client's configuration, in one of the languages that clients write theirs in. */
interface ServersText {

    /**
     * Reads the entries of servers, by their keys.
     *
     * @throws IOException if the text is not of this language; the message says where
     */
    Map<String, JsonNode> entries() throws IOException;

    /**
     * Returns the text with other servers under some of the keys. All else stays as it is, comments too.
     *
     * @param servers with the members `command` and `args`
     * @throws IOException if the text is written in a way that cannot be changed safely; the message says which
     */
    String with(SortedMap<String, ObjectNode> servers) throws IOException;
}
