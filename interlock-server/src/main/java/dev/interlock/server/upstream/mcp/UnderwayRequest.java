package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Conversation;
import java.util.Optional;
import java.util.function.Consumer;

/** One request of a caller at a server of one era: messages on its stream belong to this caller alone. Thread-safe. */
final class UnderwayRequest implements Channel.Listener {
    private final JsonNode id;
    private final Era era;
    private final Conversation conversation;
    private final Questions questions;
    private final Channel.Listener outside;

    /**
     * @param id of the request, which is its token for progress too
     * @param outside hears what belongs to no request
     */
    UnderwayRequest(JsonNode id, Era era, Conversation conversation, Questions questions, Channel.Listener outside) {
        this.id = id;
        this.era = era;
        this.conversation = conversation;
        this.questions = questions;
        this.outside = outside;
    }

    @Override
    public void notified(Message.Notification notification) {
        switch (notification.method()) {
            case Names.PROGRESS -> {
                if (id.equals(notification.params().get(Names.PROGRESS_TOKEN))) {
                    progress(notification);
                }
            }
            case Names.MESSAGE -> logged(notification);
            case Names.CANCELLED -> takenBack(notification);
            default -> outside.notified(notification);
        }
    }

    void progress(Message.Notification notification) {
        if (conversation.wishes().progress()) {
            conversation.tell(notification);
        }
    }

    /** Passes a log message on if it is severe enough for the caller. */
    void logged(Message.Notification notification) {
        Optional<LogLevel> wanted = conversation.wishes().logLevel().flatMap(LogLevel::of);
        String label = Json.string(notification.params(), "level");
        Optional<LogLevel> level = Optional.ofNullable(label).flatMap(LogLevel::of);
        if (wanted.isPresent() && level.isPresent() && level.get().atLeast(wanted.get())) {
            conversation.tell(notification);
        }
    }

    /** A question of the server, if the notification is about one of this request. */
    void takenBack(Message.Notification notification) {
        JsonNode question = notification.params().get("requestId");
        if (question != null) {
            questions.takeBack(question);
        }
    }

    @Override
    public void requested(Message.Request request, Consumer<ObjectNode> back) {
        if (era == Era.MODERN || request.method().equals(Names.PING)) {
            back.accept(ServerRequests.answer(request));
        } else {
            questions.ask(request, back);
        }
    }
}
