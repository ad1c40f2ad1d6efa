package dev.interlock.server.door.api;

import dev.interlock.engine.model.Caller;
import java.io.IOException;

/** What is answered below one segment of {@code /v1}, to callers who are known. */
interface Routes {

    ApiReply route(Caller caller, RoutedRequest asked) throws Refusal, IOException;
}
