package dev.interlock.server.notify.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.time.Instant;

/**
 * A notice tells a channel of one event.
 *
 * @param id the same whenever it is told again
 * @param type such as {@code hold.held}
 * @param timeMillis the time of the event, in milliseconds since 1970
 * @param data without secrets
 */
record Notice(String id, Type type, long timeMillis, ObjectNode data) {

    /** The types of notices. */
    enum Type {
        HELD("hold.held"),
        REMINDED("hold.reminded"),
        ESCALATED("hold.escalated"),
        ANSWERED("hold.answered"),
        EXPIRED("hold.expired"),
        WITHDRAWN("hold.withdrawn"),
        LANE_OPENED("lane.opened"),
        LANE_CALLED("lane.called"),
        LANE_ENDED("lane.ended"),
        LANE_REVIEWED("lane.reviewed"),
        LANE_OVERDUE("lane.overdue");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** Returns whether the notice is about a break-glass lane. */
        boolean isOfLane() {
            return text.startsWith("lane.");
        }

        /** Returns the type as it is written in messages and in the configuration. */
        String text() {
            return text;
        }
    }

    byte[] body() {
        return Json.bytes(Json.object()
                .put("type", type.text())
                .put("timestamp", Instant.ofEpochMilli(timeMillis).toString())
                .set("data", data));
    }
}
