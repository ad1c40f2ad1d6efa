package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation.Answers;
import dev.interlock.server.upstream.Conversation.Question;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The caller of one request, as it can be reached while the request is under way. Thread-safe. */
public interface CallerSide {

    ClientOptions options();

    /** Tells it something if it listens; never blocks. */
    void tell(ObjectNode notification);

    /** Asks it, and waits. An interrupt, and whatever else keeps it from answering, is no answer. */
    Answers ask(Map<String, Question> questions);

    Cancellation cancellation();

    /** The server has made a task of the request. */
    default void becameTask() {}

    /**
     * Waits until the held call is worth another try, if its caller waits for that.
     *
     * @param approvals how many have approved; empty when there will be no more
     */
    default ApprovalWait awaitApproval(CallAnswer.Held held, Supplier<OptionalInt> approvals) {
        return ApprovalWait.NOT;
    }

    /** Returns whether the request is a task of the caller by now, which only a result of the server completes. */
    default boolean isTask() {
        return false;
    }

    /** Returns the side of a caller that cannot be asked anything. */
    static CallerSide silent(ResponseStream stream, ClientOptions options) {
        return new CallerSide() {
            @Override
            public ClientOptions options() {
                return options;
            }

            @Override
            public void tell(ObjectNode notification) {
                stream.tell(notification);
            }

            @Override
            public Answers ask(Map<String, Question> questions) {
                return new Answers.None("the caller cannot be asked");
            }

            @Override
            public Cancellation cancellation() {
                return stream.gone();
            }
        };
    }
}
