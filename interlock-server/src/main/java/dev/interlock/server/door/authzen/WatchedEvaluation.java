package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A watched evaluation that began: the watch hears once how it ended, wherever that is. */
final class WatchedEvaluation {

    private final EvaluationWatch.Open open;

    WatchedEvaluation(EvaluationWatch.Open open) {
        this.open = open;
    }

    /** A step of the way to an answer. */
    interface Step<T> {
        T run() throws AuthzenRefusal;
    }

    /** A step that is not the last: it ends the evaluation only if it fails. */
    <T> T step(Step<T> step) throws AuthzenRefusal {
        try {
            return step.run();
        } catch (AuthzenRefusal e) {
            open.refused();
            throw e;
        } catch (RuntimeException | Error e) {
            open.failed(e);
            throw e;
        }
    }

    /** Ends the evaluation without an answer. */
    void failed(Throwable cause) {
        open.failed(cause);
    }

    /** The last step. */
    ObjectNode answer(Step<ObjectNode> last) throws AuthzenRefusal {
        ObjectNode answer = step(last);
        open.answered(Verdicts.watched(answer));
        return answer;
    }
}
