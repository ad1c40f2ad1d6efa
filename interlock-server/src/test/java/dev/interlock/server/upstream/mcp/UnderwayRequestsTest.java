package dev.interlock.server.upstream.mcp;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Channel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The requests at a server that gives none of them an answer, and says much. */
class UnderwayRequestsTest {

    private static final int GIVEN_UP = 10_000;
    private static final int MESSAGES = 1_000_000;

    private final UnderwayRequests requests = new UnderwayRequests(change -> {});

    /** A server that logs much is not to hold its lock for as long as its callers once waited. */
    @Test
    void aMessageCostsTheSameHoweverManyRequestsWereGivenUp() {
        var lost = new Channel.Reply.Lost("the wait is over", Channel.Cause.ABANDONED);
        for (int i = 0; i < GIVEN_UP; i++) {
            requests.remove(IntNode.valueOf(i), lost);
        }
        var message = new Message.Notification(Names.MESSAGE, Json.object(), Json.object());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < MESSAGES; i++) {
                requests.notified(message);
            }
        });
    }
}
