/** Casework: the list by keyboard, evidence, drafts of forms, people in clear for a while. */

import { installDrafts } from "./cases/drafts";
import { installHiding } from "./cases/hiding";
import { installList } from "./cases/list";
import { installViewer } from "./cases/viewer";

installList();
installViewer();
installDrafts();
installHiding();
