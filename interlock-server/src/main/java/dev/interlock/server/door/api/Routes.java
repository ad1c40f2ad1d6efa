package dev.interlock.server.door.api;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;

/** The routes below one segment of {@code /v1}, for callers who are known. */
interface Routes {

    Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException;
}
