import infrar.storage
import infrar.storage as st
from infrar import storage, storage as alias
from infrar.storage import (
    upload as put,  # to the store
    list_objects,
)


def late():
    from infrar.storage import delete as drop
    drop('data', 'x')


try:
    from infrar.storage import download
except ImportError:
    download = None

infrar.storage.upload('data', 'a.txt', 'x')
st.upload('data', 'a.txt', 'y')
storage.upload('data', 'a.txt', 'z')
alias.upload('data', 'a.txt', 'w')
put('data', 'a.txt', 'v')
print(list_objects('data'))
late()
if download:
    download('data', 'y', 'copy.txt')
print(list_objects('data'), storage.list_objects('data', 'y'))
