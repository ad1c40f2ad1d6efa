package dev.interlock.server.door.api;

import dev.interlock.engine.model.Caller;
import java.io.IOException;

/** The routes below one segment of {@code /v1}, for callers who are known. */
interface Routes {

    ApiReply route(Caller caller, RoutedRequest request) throws Refusal, IOException;
}
